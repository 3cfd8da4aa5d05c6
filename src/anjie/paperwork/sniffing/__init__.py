"""What a file is, by its bytes, and whether it may come in. Its name and what the browser says of it count for nothing.

    sort = sniff(file, limits)          RefusedError says in both languages why not

Only what is on the list comes in (`sorts.SORTS`), and of that only what carries nothing that does something by
itself. Every look is bounded: nothing is unpacked beyond `Limits`, whatever a file claims of itself.
"""

from anjie.paperwork.sniffing.sniffer import sniff
from anjie.paperwork.sniffing.sorts import Limits, RefusedError, Sort, sort_of

__all__ = ["Limits", "RefusedError", "Sort", "sniff", "sort_of"]
