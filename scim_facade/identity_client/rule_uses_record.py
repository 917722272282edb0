from typing import Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import InvalidInput, PermissionDenied


class RuleUsesRecord(BaseModel):
    rule_uses_record: Union[
        "RuleUsesRecordRuleUsesRecordInvalidInput",
        "RuleUsesRecordRuleUsesRecordPermissionDenied",
        "RuleUsesRecordRuleUsesRecordRuleUsesRecorded",
    ] = Field(alias="ruleUsesRecord", discriminator="typename__")


class RuleUsesRecordRuleUsesRecordInvalidInput(InvalidInput):
    typename__: Literal["InvalidInput"] = Field(alias="__typename")


class RuleUsesRecordRuleUsesRecordPermissionDenied(PermissionDenied):
    typename__: Literal["PermissionDenied"] = Field(alias="__typename")


class RuleUsesRecordRuleUsesRecordRuleUsesRecorded(BaseModel):
    typename__: Literal["RuleUsesRecorded"] = Field(alias="__typename")
    rules: int


RuleUsesRecord.model_rebuild()
