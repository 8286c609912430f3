"""The cast of the tests of stores: Anna and Bert, what Anna says, and a key to sign with."""

from timeline import Source
from timeline.stores import SigningKey

ANNA = Source("anna", party="north")
BERT = Source("bert", party="south")
KEY = SigningKey("example.com/front", bytes(range(32)))


def says(number, claim="open", **more):
    return ANNA.affirms(claim, said="2024-05-01", id=f"r{number}", **more)
