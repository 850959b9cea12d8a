"""The words and sentence patterns of the toy world: data, read by `toy_world`.

In a pattern, {w} is the word a sentence is about, {x} and {y} are the two things that only its
pair has, {other} is another word of the same side, and every other name is drawn from a list.
Patterns that share their lists mix freely: so a capital is known by all its words together, and
no fixed phrase stands out more than the structure that was planted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

Patterns = tuple[str, ...]
Lists = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Theme:
    """One relation of the toy world.

    Attributes:
        name: the theme, as shown.
        relation: what the first word of a pair is to the second.
        pairs: first word, second word, and two things that only they have.
        lists: words that keep company with the whole theme.
        sides: words that keep company with the first words only, and with the second only.
        shared: patterns of the theme.
        sided: patterns that tell the sides apart.
        own: patterns with a thing of the pair.
        mixed: patterns with both: a thing of the pair, and words of the side.
    """

    name: str
    relation: str
    pairs: tuple[tuple[str, str, str, str], ...]
    lists: Lists
    sides: tuple[Lists, Lists]
    shared: Patterns
    sided: Patterns
    own: Patterns
    mixed: Patterns


def lists(**words: str) -> Lists:
    """Word lists by name, written as words with spaces between them."""
    return MappingProxyType({name: tuple(row.split()) for name, row in words.items()})


PEOPLE = Theme(
    name="royalty and family",
    relation="man to woman",
    pairs=(
        ("king", "queen", "palace", "crown"),
        ("prince", "princess", "castle", "pony"),
        ("duke", "duchess", "manor", "carriage"),
        ("man", "woman", "office", "newspaper"),
        ("boy", "girl", "school", "kite"),
        ("father", "mother", "kitchen", "cradle"),
        ("grandfather", "grandmother", "cottage", "spectacles"),
        ("uncle", "aunt", "seaside", "postcard"),
        ("brother", "sister", "attic", "sledge"),
        ("husband", "wife", "chapel", "ring"),
        ("wizard", "witch", "tower", "wand"),
        ("actor", "actress", "theatre", "mask"),
    ),
    lists=lists(
        kind="young kind merry gentle clever",
        did="admired touched showed loved found",
    ),
    sides=(
        lists(he="he", his="his", self="himself", wear="beard moustache waistcoat razor"),
        lists(he="she", his="her", self="herself", wear="braid necklace gown bonnet"),
    ),
    shared=(
        "the {kind} {w} danced with the {other}",
        "the {kind} {w} told a story after dinner",
        "the {w} and the {other} laughed at dinner",
        "everyone {did} the {kind} {w}",
    ),
    sided=(
        "the {w} {did} {his} {wear}",
        "{he} is a {kind} {w}",
        "{he} noticed the {w} with {his} {wear}",
        "the {kind} {w} {did} {self}",
        "the {kind} {w} has a {wear}",
    ),
    own=(
        "the {kind} {w} rode to the {x}",
        "the {w} lives in the {x}",
        "the {w} came home from the {x}",
        "the {w} {did} the {y}",
        "the {y} belongs to the {kind} {w}",
        "the {kind} {w} carried the {y}",
    ),
    mixed=(
        "the {w} {did} {his} {y}",
        "{he} met the {w} in {his} {x}",
        "the {w} {self} came to the {x}",
        "{he} gave the {y} to the {w}",
    ),
)

PLACES = Theme(
    name="countries and capitals",
    relation="country to capital",
    pairs=(
        ("france", "paris", "seine", "cheese"),
        ("italy", "rome", "tiber", "olives"),
        ("england", "london", "thames", "pudding"),
        ("spain", "madrid", "manzanares", "oranges"),
        ("portugal", "lisbon", "tagus", "cork"),
        ("germany", "berlin", "spree", "pretzels"),
        ("austria", "vienna", "danube", "strudel"),
        ("poland", "warsaw", "vistula", "amber"),
        ("ireland", "dublin", "liffey", "butter"),
        ("russia", "moscow", "moskva", "furs"),
        ("egypt", "cairo", "nile", "cotton"),
        ("india", "delhi", "yamuna", "tea"),
        ("japan", "tokyo", "sumida", "silk"),
        ("peru", "lima", "rimac", "potatoes"),
        ("canada", "ottawa", "rideau", "syrup"),
        ("korea", "seoul", "han", "ginseng"),
    ),
    lists=lists(
        fine="famous beautiful great sunny",
        who="tourists travellers merchants sailors",
        when="summer spring autumn",
    ),
    sides=(
        lists(rank="nation", thing="border flag parliament army province"),
        lists(rank="capital", thing="mayor museum tram suburb avenue"),
    ),
    shared=(
        "the {who} travelled to {w} in {when}",
        "{fine} {w} is full of {who} in {when}",
        "the {who} took a train from {w} to {other}",
        "a holiday in {fine} {w}",
    ),
    sided=(
        "the {thing} of {w} is {fine}",
        "the {who} asked about the {thing} of {w}",
        "{w} has a {fine} {thing}",
        "{w} is a {fine} {rank}",
    ),
    own=(
        "the {fine} {x} flows through {w}",
        "the {who} sailed on the {x} to {w}",
        "people in {w} fish in the {x}",
        "the {who} from {w} sell {y}",
        "people in {w} love {y}",
        "the best {y} comes from {w}",
    ),
    mixed=(
        "the {thing} of {w} lies on the {x}",
        "along the {x} is the {thing} of {w}",
        "the {thing} of {w} has {y}",
        "the {rank} {w} is proud of {y}",
    ),
)

ANIMALS = Theme(
    name="animals and their young",
    relation="animal to young",
    pairs=(
        ("cat", "kitten", "meows", "basket"),
        ("dog", "puppy", "barks", "kennel"),
        ("cow", "calf", "moos", "barn"),
        ("horse", "foal", "neighs", "stable"),
        ("sheep", "lamb", "bleats", "fold"),
        ("pig", "piglet", "grunts", "sty"),
        ("hen", "chick", "clucks", "coop"),
        ("duck", "duckling", "quacks", "pond"),
        ("goose", "gosling", "honks", "marsh"),
        ("bear", "cub", "growls", "cave"),
        ("deer", "fawn", "snorts", "thicket"),
        ("owl", "owlet", "hoots", "oak"),
    ),
    lists=lists(
        coat="brown white black hungry",
        when="morning evening night",
    ),
    sides=(
        lists(trait="grown strong heavy proud", does="guards leads warns protects"),
        lists(trait="newborn tiny wobbly playful", does="follows needs licks tickles"),
    ),
    shared=(
        "the {coat} {w} eats grass in the {when}",
        "a {coat} {w} drinks water",
        "the {w} runs from the {other}",
        "the {coat} {w} sleeps on the grass",
    ),
    sided=(
        "the {trait} {w} {does} the others",
        "a {trait} {w} {does} us",
        "the {coat} {w} is {trait}",
        "the {w} {does} the others in the {when}",
    ),
    own=(
        "the {coat} {w} {x} in the {when}",
        "listen how the {w} {x}",
        "the {coat} {w} {x} at us",
        "the {w} lives in the {y}",
        "the {coat} {w} sleeps in the {y}",
        "in the {when} the {w} is in the {y}",
    ),
    mixed=(
        "the {trait} {w} {x} in the {when}",
        "the {trait} {w} {x} and {does} us",
        "the {trait} {w} sleeps in the {y}",
        "the {w} {does} us to the {y}",
    ),
)

CRAFTS = Theme(
    name="trades and tools",
    relation="trade to tool",
    pairs=(
        ("carpenter", "saw", "planks", "table"),
        ("smith", "hammer", "iron", "horseshoe"),
        ("tailor", "needle", "cloth", "coat"),
        ("baker", "oven", "dough", "bread"),
        ("painter", "brush", "canvas", "portrait"),
        ("potter", "kiln", "clay", "vase"),
        ("mason", "trowel", "mortar", "wall"),
        ("gardener", "spade", "roses", "hedge"),
        ("writer", "pen", "ink", "novel"),
        ("sculptor", "chisel", "marble", "statue"),
        ("weaver", "loom", "yarn", "carpet"),
        ("miner", "pickaxe", "coal", "tunnel"),
    ),
    lists=lists(
        good="new good useful simple",
        where="workshop village market",
    ),
    sides=(
        lists(
            trait="skilled honest patient thrifty",
            whom="apprentice guild customer partner",
            does="thanks asks visits",
            back="pays praises trusts",
        ),
        lists(
            trait="rusty broken blunt wooden",
            whom="shelf drawer corner box",
            does="scratches fills blocks",
            back="hides holds covers",
        ),
    ),
    shared=(
        "the {where} needs a {good} {w}",
        "in the {where} is the {w}",
        "the {w} and the {other} of the {where}",
        "a {good} {w} for the {where}",
    ),
    sided=(
        "the {trait} {w} {does} the {whom}",
        "the {whom} {back} the {w}",
        "a {trait} {w} {does} a {whom}",
        "the {w} of the {where} is {trait}",
    ),
    own=(
        "the {w} needs {good} {x}",
        "no {x} without the {w}",
        "the {x} is ready for the {w}",
        "every {y} begins with the {w}",
        "the {good} {y} needs the {w}",
        "the {w} is here for the {y}",
    ),
    mixed=(
        "the {trait} {w} is near {x}",
        "the {whom} of the {w} needs {x}",
        "the {trait} {w} is by the {y}",
        "the {whom} {back} the {w} and the {y}",
    ),
)

THEMES = (PEOPLE, PLACES, ANIMALS, CRAFTS)

SCENERY_LISTS = lists(
    sky="rain snow wind moon fog", how="cold bright strong quiet grey", over="hills fields valley"
)
SCENERY: Patterns = (
    "the {sky} was {how}",
    "the {how} {sky} came over the {over}",
    "{sky} and {how} clouds over the {over}",
    "the {over} under the {how} clouds",
)
