from typing import Annotated, Literal, Union

from pydantic import Field

from .base_model import BaseModel
from .fragments import (  # noqa: F401
    FoundGroup,
    FoundGroupMembers,
    FoundGroupMeta,
    PageInfo,
    User,
    UserAddresses,
    UserEmails,
    UserEnterprise,
    UserEntitlements,
    UserGroups,
    UserIms,
    UserMeta,
    UserName,
    UserPhoneNumbers,
    UserPhotos,
    UserRoles,
    UserX509Certificates,
)


class ResourceList(BaseModel):
    resources: "ResourceListResources"


class ResourceListResources(BaseModel):
    total_count: int = Field(alias="totalCount")
    page_info: "ResourceListResourcesPageInfo" = Field(alias="pageInfo")
    nodes: list[
        Annotated[
            Union["ResourceListResourcesNodesGroup", "ResourceListResourcesNodesUser"],
            Field(discriminator="typename__"),
        ]
    ]


ResourceListResourcesPageInfo = PageInfo


class ResourceListResourcesNodesGroup(FoundGroup):
    typename__: Literal["Group"] = Field(alias="__typename")


class ResourceListResourcesNodesUser(User):
    typename__: Literal["User"] = Field(alias="__typename")


ResourceList.model_rebuild()
ResourceListResources.model_rebuild()
