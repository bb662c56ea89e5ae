"""The product on other versions of its ground than the machine has; CONTRIBUTING.md tells how to run it."""
