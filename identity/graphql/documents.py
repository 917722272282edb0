"""The documents that clients name by hash, kept in the memory of this process.

Anybody may have a document kept, so keeping one must give nothing away and cost little:

- a hash opens nothing: its document runs with the credential of whoever names it, as its text would;
- only what has just been answered with data is kept, so nothing that does not parse, fit the schema or the limits;
- their number, their length and their bytes together are bounded, and the one used longest ago makes room. Whoever
  floods this memory makes others send a text a second time, and no more than that: what is in use every few seconds is
  used again before a thousand others have come.
"""

from __future__ import annotations

from collections import OrderedDict

from contract.persisted_documents import is_persistable, sha256_hash


class Documents:
    """At most `most` documents of at most `most_bytes` bytes of UTF-8 together."""

    def __init__(self, *, most: int = 1000, most_bytes: int = 4 * 1024 * 1024) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._texts: OrderedDict[str, str] = OrderedDict()

    def find(self, sha256: str) -> str | None:
        """The document of that hash, if it is known; it then counts as just used."""
        text = self._texts.get(sha256)
        if text is not None:
            self._texts.move_to_end(sha256)
        return text

    def keep(self, document: str) -> None:
        """Know a document by its hash from now on, unless it is too long."""
        sha256 = sha256_hash(document)
        if self.find(sha256) is not None or not is_persistable(document):
            return
        self._texts[sha256] = document
        self._bytes += len(document.encode())
        while len(self._texts) > self._most or self._bytes > self._most_bytes:
            _, oldest = self._texts.popitem(last=False)
            self._bytes -= len(oldest.encode())
