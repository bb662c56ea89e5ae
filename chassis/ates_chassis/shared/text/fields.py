"""The rules for text as types of Pydantic, for commands, queries, events that are read, and settings."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ates_chassis.shared.reasons import ViolationError
from ates_chassis.shared.text import rules
from ates_chassis.shared.text.rules import Rule


@dataclass(frozen=True, slots=True)
class Obeys:
    """`Annotated[str, Obeys(rule)]`: cleaned by the rule, and described by it in OpenAPI."""

    rule: Rule

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._apply, core_schema.str_schema())

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        described: JsonSchemaValue = {"type": "string", "maxLength": self.rule.maximum}
        if self.rule.minimum:
            described["minLength"] = self.rule.minimum
        if self.rule.pattern is not None:
            described["pattern"] = self.rule.pattern
        return described

    def _apply(self, value: str) -> str:
        try:
            return self.rule(value.strip() if self.rule.trimmed else value)
        except ViolationError as error:
            # What Pydantic passes on of it is the reason itself; its own placeholders are braces, too.
            text = str(error).replace("{", "{{").replace("}", "}}")
            params = dict(error.reason.params)
            raise PydanticCustomError(error.reason.code, text, params) from error


Login = Annotated[str, Obeys(rules.LOGIN)]
Email = Annotated[str, Obeys(rules.EMAIL)]
PersonName = Annotated[str, Obeys(rules.name())]
NewPassword = Annotated[str, Obeys(rules.PASSWORD)]
TypedPassword = Annotated[str, Obeys(rules.TYPED_PASSWORD)]
JiraKey = Annotated[str, Obeys(rules.JIRA_KEY)]
SoughtJiraKey = Annotated[str, Obeys(replace(rules.JIRA_KEY, trimmed=False))]
SenderAddress = Annotated[str, Obeys(rules.SENDER)]
Normalised = Annotated[str, AfterValidator(rules.normalised)]
"""Of an event, which was held to its schema and to no rule."""
