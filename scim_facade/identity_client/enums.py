from enum import Enum


class ActorKind(str, Enum):
    ANONYMOUS = "ANONYMOUS"
    MICROSOFT_ACCOUNT = "MICROSOFT_ACCOUNT"
    OPERATOR = "OPERATOR"
    PERSON = "PERSON"
    SCIM_CLIENT = "SCIM_CLIENT"
    SETUP_LINK = "SETUP_LINK"
    SUPPORT = "SUPPORT"


class Conformance(str, Enum):
    LENIENT = "LENIENT"
    STRICT = "STRICT"


class Operator(str, Enum):
    CO = "CO"
    EQ = "EQ"
    EW = "EW"
    GE = "GE"
    GT = "GT"
    LE = "LE"
    LT = "LT"
    NE = "NE"
    SW = "SW"


class ResourceType(str, Enum):
    GROUP = "GROUP"
    USER = "USER"
