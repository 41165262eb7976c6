"""What can go wrong with a provider. `str()` of each is the technical reason, for the log."""


class ProviderError(Exception):
    """Somebody could not be signed in."""


class Unreachable(ProviderError):
    """The provider does not answer, or not in a way that can be read. Trying again may help."""


class NotGiven(ProviderError):
    """The provider refused: the person said no, or may not use this application."""


class Untrustworthy(ProviderError):
    """What the provider, or somebody in its name, sent proves nothing: signature, audience, nonce or time are wrong."""
