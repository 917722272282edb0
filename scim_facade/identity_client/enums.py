from enum import Enum


class ActorKind(str, Enum):
    SCIM_CLIENT = "SCIM_CLIENT"
    PERSON = "PERSON"
    OPERATOR = "OPERATOR"


class Operator(str, Enum):
    EQ = "EQ"
    NE = "NE"
    CO = "CO"
    SW = "SW"
    EW = "EW"
    GT = "GT"
    GE = "GE"
    LT = "LT"
    LE = "LE"
