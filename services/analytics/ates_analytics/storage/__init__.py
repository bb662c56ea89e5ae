"""The tables of analytics: facts that are there once, and figures that grow with each new one."""
