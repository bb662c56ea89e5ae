"""The company's figures, fed by events alone."""
