"""Taking a company's messages over from a RabbitMQ whose data the installed one cannot open."""
