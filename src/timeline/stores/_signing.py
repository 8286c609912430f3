"""Signing: the checkpoint of a story and the proofs that lead to it, from the nodes of its tree, wherever they are kept."""

from attrs import frozen

from timeline.errors import StoreError
from timeline.stores._envelope import Envelope
from timeline.stores._keys import SigningKey
from timeline.stores._merkle import CompactRange, Nodes, consistency_proof, inclusion_proof
from timeline.stores._note import Checkpoint, SignedNote, sign
from timeline.stores._proof import ConsistencyProof, InclusionProof

__all__ = ["Signing"]


@frozen
class Signing:
    """Who signs for a story in a file; ``key`` is None where nobody does."""

    path: str
    story: str
    key: SigningKey | None

    def checkpoint(self, tree: CompactRange) -> SignedNote:
        """Return the signed checkpoint of a tree; raises `StoreError` without a key."""
        if self.key is None:
            raise StoreError(f"{self.path} was opened without a key, so nothing can be signed: open it with key=")
        origin = self.key.name if self.story == "main" else f"{self.key.name}/{self.story}"
        return sign(Checkpoint(origin=origin, size=tree.size, root=tree.root).text(), self.key)

    def inclusion(self, tree: CompactRange, nodes: Nodes, envelope: Envelope) -> InclusionProof:
        """Return the proof that an entry with this envelope is in the tree."""
        index = envelope.position - 1
        hashes = inclusion_proof(nodes, index, tree.size)
        return InclusionProof(index=index, hashes=hashes, note=self.checkpoint(tree), extra=envelope.leaf_data())

    def consistency(self, tree: CompactRange, nodes: Nodes, old: int) -> ConsistencyProof:
        """Return the proof that the tree only grew since it had ``old`` leaves."""
        return ConsistencyProof(old=old, hashes=consistency_proof(nodes, old, tree.size), note=self.checkpoint(tree))
