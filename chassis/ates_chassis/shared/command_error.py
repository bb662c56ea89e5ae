"""The one exception that ends a command with a message for a person: what is wrong, and the remedy."""


class CommandError(Exception):
    def __init__(self, what: str, *, remedy: str = "", details: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.details = details

    def __str__(self) -> str:
        return "\n".join(text for text in (self.what, self.details, self.remedy) if text)
