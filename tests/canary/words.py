"""Values that no two people share and that survive being printed, and how they are found again in a page."""

import datetime
import random
import re

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
LENGTH = 10
ONSETS = "b br c ch d dr f fl g gr h j k kl l m n p pr qu r s sh st t tr v w z".split()
VOWELS = "a e i o u ai ea io ou".split()
CODAS = "n r l s m k x th rd nt".split()


class Words:
    """Makes unique values. What it made before it never makes again."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.made = set()

    def once(self, make):
        while True:
            value = make()
            if value not in self.made:
                self.made.add(value)
                return value

    def word(self):
        """A pseudo-word of ten letters."""

        def make():
            text = ""
            while len(text) < LENGTH:
                text += self.chance.choice(ONSETS) + self.chance.choice(VOWELS)
                if self.chance.random() < 0.4:
                    text += self.chance.choice(CODAS)
            return text[:LENGTH]

        return self.once(make).capitalize()

    def day(self, first, last):
        """A day between two years; no day twice, whatever the years."""
        low, high = datetime.date(first, 1, 1).toordinal(), datetime.date(last, 12, 31).toordinal()
        return self.once(lambda: datetime.date.fromordinal(self.chance.randint(low, high)))

    def reserve(self, *days):
        """These days are printed by pages for reasons of their own."""
        self.made.update(days)

    def cents(self):
        """An amount of money that has six or seven digits."""
        return self.once(lambda: self.chance.randint(100_011, 9_999_989))

    def number(self):
        """A number of eight digits that is no date."""
        return self.once(lambda: self.chance.randint(50_000_000, 99_999_999))

    def phone(self):
        """Ten digits; the last four are never those of an SSN."""
        return self.once(lambda: f"{self.chance.randint(201, 989)}555{self.chance.randint(1000, 2999)}")

    def ssn(self):
        """Nine digits whose last four nobody else has and no year is."""
        four = self.once(lambda: f"{self.chance.randint(3001, 9998)}")
        return f"{self.chance.randint(101, 599)}{self.chance.randint(11, 98)}{four}"


def shown_day(day):
    """A day as pages print it."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


WORD = re.compile(r"[a-z]{%d,}" % LENGTH)
NAMED_DAY = re.compile(r"\b(%s)[a-z]*\.? (\d{1,2}),? (\d{4})\b" % "|".join(MONTHS), re.I)
ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
SLASHED_DAY = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
AMOUNT = re.compile(r"(?<![\d,.])(\d{1,3}(?:,\d{3})+|\d+)\.(\d\d)(?!\d)")
BARE = re.compile(r"(?<![0-9a-z.,])(\d{4}|\d{6,8})(?![0-9a-z])")
DIGITS = re.compile(r"\d(?:[-. ()]{0,2}\d){8,}")


class Finder:
    """Finds every known value in the bytes of an answer, however it is written there."""

    def __init__(self, values):
        """`values` maps a kind and a plain form, as `plain` makes it, to anything."""
        self.values = values

    def find(self, text):
        """The kinds and plain forms of all values that stand in a text."""
        text = text.lower()
        found = set()

        def look(kind, form):
            if (kind, form) in self.values:
                found.add((kind, form))

        for run in WORD.findall(text):
            for at in range(len(run) - LENGTH + 1):
                look("word", run[at : at + LENGTH])
        for month, day, year in NAMED_DAY.findall(text):
            number = [name.lower() for name in MONTHS].index(month.lower()) + 1
            look("day", f"{year}-{number:02}-{int(day):02}")
        for year, month, day in ISO_DAY.findall(text):
            look("day", f"{year}-{month}-{day}")
        for month, day, year in SLASHED_DAY.findall(text):
            look("day", f"{year}-{int(month):02}-{int(day):02}")
        for whole, part in AMOUNT.findall(text):
            look("cents", whole.replace(",", "") + part)
        for run in BARE.findall(text):
            look({4: "four", 8: "number"}.get(len(run), "cents"), run)
            look("day", f"{run[:4]}-{run[4:6]}-{run[6:]}")
        for run in DIGITS.findall(text):
            run = re.sub(r"\D", "", run)
            for at in range(len(run) - 8):
                look("ssn", run[at : at + 9])
                look("phone", run[at : at + 10])
        return found


def plain(kind, value):
    """The one form by which a value is known."""
    if kind == "day":
        return value.isoformat()
    return str(value).lower()
