from pydantic import Field

from .base_model import BaseModel
from .fragments import Audited, Desk, Neighbours


class AuditRead(BaseModel):
    viewer: "AuditReadViewer"
    audit_entries: "AuditReadAuditEntries" = Field(alias="auditEntries")


AuditReadViewer = Desk


class AuditReadAuditEntries(BaseModel):
    nodes: list["AuditReadAuditEntriesNodes"]
    page_info: "AuditReadAuditEntriesPageInfo" = Field(alias="pageInfo")


AuditReadAuditEntriesNodes = Audited
AuditReadAuditEntriesPageInfo = Neighbours
AuditRead.model_rebuild()
AuditReadAuditEntries.model_rebuild()
