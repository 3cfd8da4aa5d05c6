"""The tree is RFC 6962's, whatever its size, and a proof holds for its leaf at its place and for nothing else."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from anjie.platform import merkle
from anjie.platform.merkle import EMPTY, inclusion_path, leaf_hash, node_hash, root_from, root_of, tiles_of


def by_the_book(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(by_the_book(leaves[:half]), by_the_book(leaves[half:]))


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


@given(count=st.integers(0, 300))
def test_the_root_is_that_of_the_definition(count: int) -> None:
    assert root_of(leaves(count)) == by_the_book(leaves(count))


def test_the_empty_tree_and_the_one_leaf_are_those_of_the_standard() -> None:
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(data=st.data(), count=st.integers(1, 5_000))
def test_a_proof_by_tiles_leads_to_the_root_of_all_leaves(data: st.DataObject, count: int) -> None:
    made = leaves(count)
    index = data.draw(st.integers(0, count - 1))
    tiles = list(tiles_of(made))
    start = index // merkle.TILE * merkle.TILE
    path = inclusion_path(made[start : start + merkle.TILE], tiles, index)
    assert root_of(tiles) == root_of(made)
    assert root_from(made[index], index, count, path) == root_of(made)


@given(count=st.integers(2, 200), data=st.data())
def test_a_proof_holds_for_no_other_leaf_place_or_size(count: int, data: st.DataObject) -> None:
    made = leaves(count)
    index = data.draw(st.integers(0, count - 1))
    other = data.draw(st.integers(0, count - 1).filter(lambda each: each != index))
    path = inclusion_path(made, [root_of(made)], index)
    root = root_of(made)
    assert root_from(made[other], index, count, path) != root
    assert root_from(made[index], other, count, path) != root
    assert root_from(made[index], index, count, path[:-1]) != root
    assert root_from(made[index], count, count, path) is None
    assert root_from(made[index], -1, count, path) is None


def test_a_node_is_no_leaf() -> None:
    left, right = leaves(2)
    assert leaf_hash(left + right) != node_hash(left, right)
