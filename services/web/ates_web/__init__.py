"""The web gateway and the pages. It owns no data: it verifies nothing but form, forwards and renders."""
