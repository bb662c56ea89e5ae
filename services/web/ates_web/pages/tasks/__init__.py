"""Tasks: mine, everybody's, new ones, imports, and drawing all of them again."""
