"""Real servers for the tests, private to one run: the same modules as `./ates up`, in a temp folder."""
