"""The lists that were asked for last, so that the next page of one costs a page and not another look at everything."""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from connectors.xero.sandbox.documents import Document

MOST = 8


class RememberedLists:
    """Each list holds as long as the state it was made of is the same. Called under the organisation's lock."""

    def __init__(self) -> None:
        self._lists: OrderedDict[Hashable, tuple[Hashable, list[Document]]] = OrderedDict()

    def get(self, asked: Hashable, state: Hashable, make: Callable[[], list[Document]]) -> list[Document]:
        made_of, documents = self._lists.pop(asked, (None, []))
        if made_of != state:
            documents = make()
        self._lists[asked] = state, documents
        if len(self._lists) > MOST:
            self._lists.popitem(last=False)
        return documents
