"""Numbers as people read them, rounded to what is known."""


def size(n_bytes: float) -> str:
    """A size in memory or on disk.

    >>> size(812), size(24_000_000)
    ('812 bytes', '24 MB')
    """
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n_bytes >= factor:
            return f"{n_bytes / factor:.3g} {unit}"
    return f"{n_bytes:.0f} bytes"


def speed(words_per_second: float | None) -> str:
    """Words a second, to three digits.

    >>> speed(1_234_567), speed(45_678), speed(12), speed(None)
    ('1.23 M', '45.7 k', '12', '–')
    """
    if not words_per_second:
        return "–"
    for unit, factor in (("M", 1e6), ("k", 1e3)):
        if words_per_second >= factor:
            return f"{words_per_second / factor:.3g} {unit}"
    return f"{words_per_second:.0f}"


def loss(value: float | None) -> str:
    """A loss in nats, or a dash where it is not known.

    >>> loss(2.34567), loss(None)
    ('2.346', '–')
    """
    return "–" if value is None else f"{value:.3f}"


def percent(share: float) -> str:
    """A share of one as a percentage.

    >>> percent(0.98765), percent(1.0)
    ('98.8 %', '100.0 %')
    """
    return f"{100 * share:.1f} %"


def seconds(value: float | None) -> str:
    """A time that was measured.

    >>> seconds(5.23), seconds(75), seconds(None)
    ('5.2 s', '1 min 15 s', '–')
    """
    if value is None:
        return "–"
    if value < 60:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
