"""MARC 21 bibliographic fields as far as catalogues here use them: repeatability, indicators, subfields.

One line a field: tag, R repeatable or N not, values of either indicator (`#` blank, `n` any digit), subfield codes
that may stand once, subfield codes that may repeat (`-` none). Source: MARC 21 Format for Bibliographic Data.
"""

from __future__ import annotations

from typing import NamedTuple

_TABLE = """
010 N # # a bz8
013 R # # abc def68
015 R # # 26 aqz8
016 R #7 # a2 z8
017 R # #8 bdi26 az8
018 N # # a 68
020 R # # ac6 qz8
022 R #01 # al026 myz18
024 R 0123478 #01 acd26 qz8
027 R # # a6 qz8
028 R 0123456 0123 ab6 q8
030 R # # a6 z8
032 R # # ab6 8
033 R #012 #012 36 abcp0128
034 R 013 #01 adefgjkmnprxy236 bchstz018
035 R # # a6 z8
037 R #23 # ab36 cfgn58
038 N # # a6 8
040 N # # abc6 de8
041 R #01 #7 26 abdefghijkmnpqrt8
042 N # # - a
043 R # # 6 abc0128
044 N # # 6 abc28
045 N #012 # 6 abc8
046 R #123 # abcdejklmnopxz236 8
047 R # #7 2 a8
048 R # #7 2 ab8
050 R #01 04 b36 a018
051 R # # abc 8
052 R #17 # a26 bd018
055 R #01 n ab26 018
060 R #01 04 b a018
066 R # # ab c
070 R #01 # b a018
072 R # 07 a26 x018
074 R # # a z8
080 R #01 # ab26 x018
082 R 017 #04 bmq26 a018
083 R 017 # 2 acmqyz0168
084 R # # bq26 a018
085 R # # 6 abcfrstuvwyz018
086 R #01 # a26 z018
088 R # # a6 z8
100 N 013 # abdflqtu26 cegjknp0148
110 N 012 # afltu26 bcdegknp0148
111 N 012 # aflqtu26 cdegjknp0148
130 N n # afhlort26 dgkmnps018
210 R 01 #0 ab6 28
222 R # n ab6 8
240 N 01 n afhlor26 dgkmnps018
242 R 01 n abchy6 np8
243 N 01 n afhlor6 dgkmnps8
245 N 01 n abcfghs67 knp8
246 R 0123 #012345678 abfhi56 gnp8
247 R 01 01 abfhx6 gnp8
250 R # # b36 a8
254 N # # a6 8
255 R # # abcdefg6 8
256 N # # a6 8
257 R # # 26 a018
258 R # # ab6 8
260 R #23 # 36 abcefg8
263 N # # a6 8
264 R #23 01234 36 abc8
270 R #12 #07 bcdefghio6 ajklmnpqrz48
300 R # # b36 acefg8
306 N # # 6 a8
307 R #8 # ab6 8
310 R # # ab26 018
321 R # # ab26 018
336 R # # 236 ab018
337 R # # 236 ab018
338 R # # 236 ab018
340 R # # 236 abcdefghijkmnopq018
344 R # # 236 abcdefghi018
345 R # # 236 abcd018
346 R # # 236 ab018
347 R # # 236 abcdef018
351 R # # c36 ab8
362 R 01 # az6 8
380 R # # 236 a018
381 R # # 236 auv018
382 R #0123 #01 r236 abdenpstv018
383 R # # 236 abcde8
384 R #01 # a36 018
385 R # # mn236 ab018
386 R # # mn236 abi0148
388 R #12 # 236 a018
490 R 01 # l36 avxyz8
500 R # # a356 8
501 R # # a56 8
502 R # # abcd6 go8
504 R # # ab6 8
505 R 0128 #0 a6 grtu8
506 R #01 # aq2356 bcdefgu8
507 R # # ab6 8
508 R # # a6 8
510 R 01234 # abcx36 u8
511 R 01 # a6 8
513 R # # ab6 8
514 R # # adefim6 bcghjkuz8
515 R # # a6 8
516 R #8 # a6 8
518 R # # a36 dop0128
520 R #012348 # abc236 u8
521 R #012348 # b36 a8
522 R #8 # a6 8
524 R #8 # a236 8
525 R # # a6 8
526 R 08 # abcdi56 xz8
530 R # # abcd36 u8
532 R 0128 # a36 8
533 R # # adey3567 bcfmn8
534 R # # abcelmpt36 fknoxz8
535 R 12 # ag36 bcd8
536 R # # a6 bcdefgh8
538 R # # ai36 u58
540 R # # abcdq2356 fgu8
541 R #01 # abcdef356 hno8
542 R #01 # abcgijlmoqrs36 defhknptu8
544 R #01 # 36 abcden8
545 R #01 # abq6 u8
546 R # # a36 b8
547 R # # a6 8
550 R # # a6 8
552 R # # abcdghijklmn6 efopuz8
555 R #08 # ad36 bcu8
556 R #8 # a6 z8
561 R #01 # a356 u8
562 R # # 356 abcde8
563 R # # a356 u8
565 R #08 # a36 bcde8
567 R #8 # a26 b018
580 R # # a56 8
581 R #8 # a36 z8
583 R #01 # a2356 bcdefhijklnouxz8
584 R # # 356 ab8
585 R # # a356 8
586 R #8 # a36 8
588 R #01 # a56 8
600 R 013 01234567 abdfhloqrtu236 cegjkmnpsvxyz01489
610 R 012 01234567 afhlortu236 bcdegkmnpsvxyz0148
611 R 012 01234567 afhlqtu236 cdegjknpsvxyz0148
630 R n 01234567 afhlort236 cdegkmnpsvxyz0148
647 R # 01234567 a236 cdgvxyz018
648 R # 01234567 a236 vxyz018
650 R #012 01234567 abcd236 egvxyz0148
651 R # 01234567 a236 begvxyz0148
653 R #012 #0123456 6 a018
654 R #012 # 236 abcevyz0148
655 R #0 01234567 a2356 bcvxyz018
656 R # 7 ak236 vxyz018
657 R # 7 a236 vxyz018
658 R # # acd26 b018
662 R # # 26 abcdefgh0148
690 R *  * * *
700 R 013 #2 abdfhloqrtux2356 cegijkmnps0148
710 R 012 #2 afhlortux2356 bcdegikmnps0148
711 R 012 #2 afhlqtux2356 cdegijknps0148
720 R #12 # a6 e48
730 R n #2 afhlortx2356 dgikmnps0148
740 R n #2 ah56 np8
751 R # # a236 beg0148
752 R # # 26 abcdefgh0148
753 R # # abc6 0128
754 R # # 26 acdxz018
760 R 01 #8 abcdhlmstxy67 ginow48
762 R 01 #8 abcdhlmstxy67 ginow48
765 R 01 #8 abcdhlmstuxy67 giknorwz48
767 R 01 #8 abcdhlmstuxy67 giknorwz48
770 R 01 #8 abcdhlmstuxy67 giknorwz48
772 R 01 #08 abcdhlmstuxy67 giknorwz48
773 R 01 #8 abdhlmpqstuxy367 giknorwz48
774 R 01 #8 abcdhlmstuxy67 giknorwz48
775 R 01 #8 abcdefhlmstuxy67 giknorwz48
776 R 01 #8 abcdhlmstuxy67 giknorwz48
777 R 01 #8 abcdhlmstuxy67 giknorwz48
780 R 01 01234567 abcdhlmstuxy67 giknorwz48
785 R 01 012345678 abcdhlmstuxy67 giknorwz48
786 R 01 #8 abcdhjlmpstuvxy67 giknorwz48
787 R 01 #8 abcdhlmstuxy67 giknorwz48
800 R 013 # abdfhloqrtuvx2367 cegjkmnpsw01458
810 R 012 # afhlortuvx2367 bcdegkmnpsw01458
811 R 012 # afhlqtuvx2367 cdegjknpsw01458
830 R # n afhlortvx2367 dgkmnpsw0158
850 R # # - a8
852 R #012345678 #012 hjlpqt236 abcdefgikmnsuxz8
856 R #012347 #0128 bhjknopq236 acdefgilmstuvwxyz78
880 R * * * *
882 N # # 6 aiw8
883 R #012 # acdqx uw018
884 R # # agkq u
885 R # # abcd2 wxz015
886 R 012 # * *
887 R # # a2 -
"""


class Rule(NamedTuple):
    repeatable: bool
    first: frozenset[str] | None  # None: anything
    second: frozenset[str] | None
    codes: frozenset[str] | None
    once: frozenset[str]


def _indicator(text: str) -> frozenset[str] | None:
    if text == "*":
        return None
    return frozenset(text.replace("#", " ").replace("n", "0123456789"))


def _rule(line: str) -> tuple[str, Rule]:
    tag, repeat, first, second, once, many = [*line.split(), ""][:6]
    if once == "*":
        return tag, Rule(repeat == "R", _indicator(first), _indicator(second), None, frozenset())
    single = frozenset(once) - frozenset("-")
    several = frozenset(many) - frozenset("-")
    return tag, Rule(repeat == "R", _indicator(first), _indicator(second), single | several, single - several)


RULES: dict[str, Rule] = dict(_rule(line) for line in _TABLE.strip().splitlines())

NOT_REPEATABLE = frozenset({"001", "003", "005", "008"}) | {tag for tag, rule in RULES.items() if not rule.repeatable}
CONTROL_LENGTHS = {"005": 16, "008": 40}
LEADER_STATUS = frozenset("acdnp")
LEADER_TYPE = frozenset("acdefgijkmoprt")
LEADER_LEVEL = frozenset("abcdims")
DATE_TYPES = frozenset("bcdeikmnpqrstu|")
