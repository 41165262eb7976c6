"""The documents of one kind, by id, by their unique fields and in the order that Xero lists them."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping

from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import Kind

AFTER_ANY_ID = "\U0010ffff"


class Collection(Mapping[str, Document]):
    """A read-only mapping from id to document for everybody but the organisation, which calls `put` and `remove`."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.version = 0
        self._documents: dict[str, Document] = {}
        self._order: list[tuple[str, str]] = []
        self._indexes: dict[str, dict[str, list[str]]] = {name: {} for name in kind.indexes}

    def __getitem__(self, identity: str) -> Document:
        return self._documents[identity]

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)

    def put(self, document: Document) -> None:
        identity = document[self.kind.id_field]
        if identity in self._documents:
            self._forget(identity)
        self._documents[identity] = document
        insort(self._order, (document["UpdatedDateUTC"], identity))
        for name, key in self._keys(document):
            self._indexes[name].setdefault(key, []).append(identity)
        self.version += 1

    def remove(self, identity: str) -> None:
        self._forget(identity)
        del self._documents[identity]
        self.version += 1

    def find(self, index: str, key: str) -> list[Document]:
        """Return the documents under a key of an index, oldest first; keys ignore case."""
        return [self._documents[identity] for identity in self._indexes[index].get(key.casefold(), ())]

    def first(self, index: str, key: str) -> Document | None:
        return next(iter(self.find(index, key)), None)

    def in_order(self, since: str | None = None) -> list[Document]:
        """Return the documents by (UpdatedDateUTC, id), and only those of a later second than `since` where given."""
        # The last millisecond of that second still counts as that second: strictly later, in whole seconds.
        start = 0 if since is None else bisect_right(self._order, (f"{since}.999", AFTER_ANY_ID))
        return [self._documents[identity] for _, identity in self._order[start:]]

    def _forget(self, identity: str) -> None:
        document = self._documents[identity]
        del self._order[bisect_left(self._order, (document["UpdatedDateUTC"], identity))]
        for name, key in self._keys(document):
            identities = self._indexes[name][key]
            identities.remove(identity)
            if not identities:
                del self._indexes[name][key]

    def _keys(self, document: Document) -> list[tuple[str, str]]:
        found = ((name, key_of(document)) for name, key_of in self.kind.indexes.items())
        return [(name, key) for name, key in found if key is not None]
