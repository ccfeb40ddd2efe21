"""MARC 21 bibliographic fields: repeatability, indicators, subfields. Source: MARC 21 Format for Bibliographic Data.

One line a field: tag, R repeatable or N not, values of either indicator (`#` blank, `n` any digit, `*` anything),
subfield codes with `*` after those that may repeat. $6 (one) and $8 (repeatable) belong to every field unless a last
word says which of them do (`8`) or that none does (`-`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TABLE = """
010 N # # ab*z* 8
013 R # # abcd*e*f*
015 R # # a*q*z*2
016 R #7 # az*2 8
017 R # #8 a*bdiz*2
018 N # # a
020 R # # acq*z*
022 R #01 # alm*y*z*0*1*2
024 R 0123478 #01 acdq*z*2
025 R # # a* 8
026 R # # abcd*e25*
027 R # # aq*z*
028 R 0123456 0123 abq*
030 R # # az*
031 R # # abcd*egmnopq*rs*t*u*y*z*2
032 R # # ab
033 R #012 #012 a*b*c*p*0*1*2*3
034 R 013 #01 ab*c*defgh*jkmnprs*t*xyz0*1*23
035 R # # az*
036 R # # ab
037 R #23 # abc*f*g*n*35*
038 N # # a
040 N # # abcd*e*
041 R #01 #7 a*b*d*e*f*g*h*i*j*k*m*n*p*q*r*t*2
042 N # # a* -
043 R # # a*b*c*0*1*2*
044 N # # a*b*c*2*
045 N #012 # a*b*c*
046 R #123 # abcdejklmnopx*z*23
047 R # #7 a*2 8
048 R # #7 a*b*2 8
050 R #01 04 a*b0*1*3
051 R # # abc 8
052 R #17 # ab*d*0*1*2
055 R #01 n ab0*1*2
060 R #01 04 a*b0*1* 8
061 R # # a*bc 8
066 N # # abc* -
070 R 01 # a*b0*1* 8
071 R # # a*bc* 8
072 R # 07 ax*0*1*2
074 R # # az* 8
080 R #01 # abx*0*1*2
082 R 017 #04 a*bmq0*1*2
083 R 017 # a*c*mqy*z*0*1*2
084 R # # a*bq0*1*2
085 R # # a*b*c*f*r*s*t*u*v*w*y*z*0*1*
086 R #01 # az*0*1*2
088 R # # az*
100 N 013 # abc*de*fg*j*k*ln*p*qtu0*1*24*
110 N 012 # ab*c*d*e*fg*k*ln*p*tu0*1*24*
111 N 012 # ac*de*fg*j*k*ln*p*qtu0*1*24*
130 N n # ad*fg*hk*lm*n*op*rs*t0*1*2
210 R 01 #0 ab2*
222 R # n ab
240 N 01 n ad*fg*hk*lm*n*op*rs*0*1*2
242 R 01 n abchn*p*y
243 N 01 n ad*fg*hk*lm*n*op*rs*
245 N 01 n abcfghk*n*p*s7*
246 R 0123 #012345678 abfg*hin*p*5
247 R 01 01 abfg*hn*p*x
250 R # # ab3
251 R # # a*0*1*23
254 N # # a
255 R # # abcdefg
256 N # # a
257 R # # a*0*1*2
258 R # # ab
260 R #23 # a*b*c*e*f*g*3
263 N # # a
264 R #23 01234 a*b*c*3
270 R #12 #07 a*bcdefghij*k*l*m*n*p*q*r*z*4*
300 R # # a*bc*ef*g*3
306 N # # a*
307 R #8 # ab
310 R # # ab0*1*2
321 R # # ab0*1*2
335 R # # ab0*1*23
336 R # # a*b*0*1*23
337 R # # a*b*0*1*23
338 R # # a*b*0*1*23
340 R # # a*b*c*d*e*f*g*h*i*j*k*l*m*n*o*p*q*0*1*23
341 R #01 # ab*c*d*e*23
342 R 01 012345678 abcde*f*ghijklmnopqrstuvw2
343 R # # abcdefghi
344 R # # a*b*c*d*e*f*g*h*i*0*1*23
345 R # # a*b*c*d*0*1*23
346 R # # a*b*0*1*23
347 R # # a*b*c*d*e*f*0*1*23
348 R # # a*b*c*d*0*1*23
351 R # # a*b*c3
352 R # # ab*c*defgiq
353 R # # a*b*0*1*23
355 R 0123458 # ab*c*defghj*
357 N # # ab*c*g*
361 R * * *
362 R 01 # az
363 R #01 #01 abcdefghijklmuvx*z*
365 R # # abcdefghijkm2
366 R # # abcdefgjkm2
370 R # # c*f*g*i*stu*v*0*1*234*
377 R # #7 a*l*0*1*23
380 R # # a*0*1*23
381 R # # a*u*v*0*1*23
382 R #0123 #01 a*b*d*e*n*p*rstv*0*1*23
383 R # # a*b*c*de23
384 R #01 # a0*1*3
385 R # # a*b*mn0*1*23
386 R # # a*b*i*mn0*1*234*
387 R * * *
388 R #12 # a*0*1*23
400 R * * *
410 R * * *
411 R * * *
440 R # n an*p*vw*x0*
490 R 01 # a*lv*x*y*z*3
500 R # # a35
501 R # # a5
502 R # # abcdg*o*
504 R # # ab
505 R 0128 #0 ag*r*t*u*
506 R #01 # ab*c*d*e*f*g*qu*235
507 N # # ab
508 R # # a
510 R 01234 # abcu*x3
511 R 01 # a
513 R # # ab
514 N # # ab*c*defg*h*ij*k*mu*z*
515 R # # a
516 R #8 # a
518 R # # ad*o*p*0*1*2*3
520 R #012348 # abcu*23
521 R #012348 # a*b3
522 R #8 # a
524 R #8 # a23
525 R # # a
526 R 08 # abcdix*z*5
530 R # # abcdu*3
532 R 0128 # a3
533 R # # ab*c*def*m*n*y*357
534 R # # abcef*k*lmn*o*ptx*z*3
535 R 12 # ab*c*d*g3
536 R # # ab*c*d*e*f*g*h*
538 R # # aiu*35*
540 R # # abcdf*g*qu*235
541 R #01 # abcdefhn*o*35
542 R #01 # abcd*e*f*gh*ijk*lmn*op*qrsu*3
544 R #01 # a*b*c*d*e*n*3
545 R #01 # abu*
546 R # # ab*3
547 R # # a
550 R # # a
552 R # # abcde*f*ghijklmno*p*u*z*
555 R #08 # ab*cdu*3
556 R #8 # az*
561 R #01 # au*35
562 R # # a*b*c*d*e*35
563 R # # au*35
565 R #08 # ab*c*d*e*3
567 R #8 # ab*0*1*2
580 R # # a5
581 R #8 # az*3
583 R #01 # ab*c*d*e*f*h*i*j*k*l*n*o*u*x*z*235
584 R # # a*b*35
585 R # # a35
586 R #8 # a3
588 R #01 # a5
600 R 013 01234567 abc*de*fg*hj*k*lm*n*op*qrs*tuv*x*y*z*0*1*234*
610 R 012 01234567 ab*c*d*e*fg*hk*lm*n*op*rs*tuv*x*y*z*0*1*234*
611 R 012 01234567 ac*de*fg*hj*k*ln*p*qs*tuv*x*y*z*0*1*234*
630 R n 01234567 ad*e*fg*hk*lm*n*op*rs*tv*x*y*z*0*1*234*
647 R # 01234567 ac*dg*v*x*y*z*0*1*23
648 R # 01234567 av*x*y*z*0*1*23
650 R #012 01234567 abcde*g*v*x*y*z*0*1*234*
651 R # 01234567 ae*g*v*x*y*z*0*1*234*
653 R #012 #0123456 a*0*1*
654 R #012 # a*b*c*e*v*y*z*0*1*234*
655 R #0 01234567 ab*c*v*x*y*z*0*1*235
656 R # 7 akv*x*y*z*0*1*23
657 R # 7 av*x*y*z*0*1*23
658 R # # ab*cd2
662 R # # a*bc*de*f*g*h*0*1*24*
688 R # #7 ae*g*0*1*234*
690 R * * *
700 R 013 #2 abc*de*fg*hi*j*k*lm*n*op*qrs*tux0*1*234*5
710 R 012 #2 ab*c*d*e*fg*hi*k*lm*n*op*rs*tux0*1*234*5
711 R 012 #2 ac*de*fg*hi*j*k*ln*p*qs*tux0*1*234*5
720 R #12 # ae*4*
730 R n #2 ad*fg*hi*k*lm*n*op*rs*tx0*1*234*5
740 R n #2 ahn*p*5
751 R # # ae*g*0*1*234*
752 R # # a*bc*de*f*g*h*0*1*24*
753 R # # abc0*1*2
754 R # # a*c*d*x*z*0*1*2
758 R # # ai*0*1*234*5
760 R 01 #8 abcdg*hi*l*mn*o*stw*xy4*7
762 R 01 #8 abcdg*hi*l*mn*o*stw*xy4*7
765 R 01 #8 abcdg*hi*k*l*mn*o*r*stuw*xyz*4*7
767 R 01 #8 abcdg*hi*k*l*mn*o*r*stuw*xyz*4*7
770 R 01 #8 abcdg*hi*k*l*mn*o*r*stuw*xyz*4*7
772 R 01 #08 abcdg*hi*k*l*mn*o*r*stuw*xyz*4*7
773 R 01 #8 abdg*hi*k*l*mn*o*pqr*stuw*xyz*34*7
774 R 01 #8 abcdg*hi*k*l*mn*o*r*stuw*xyz*4*7
775 R 01 #8 abcdefg*hi*k*l*mn*o*r*stuw*xyz*4*7
776 R 01 #8 abcdg*hi*k*l*mn*o*r*stuw*xyz*4*7
777 R 01 #8 abcdg*hi*k*l*mn*o*r*stuw*xyz*4*7
780 R 01 01234567 abcdg*hi*k*l*mn*o*r*stuw*xyz*4*7
785 R 01 012345678 abcdg*hi*k*l*mn*o*r*stuw*xyz*4*7
786 R 01 #8 abcdg*hi*jk*l*mn*o*pr*stuvw*xyz*4*7
787 R 01 #8 abcdg*hi*k*l*mn*o*r*stuw*xyz*4*7
800 R 013 # abc*de*fg*hj*k*lm*n*op*qrs*tuvw*xy*0*1*234*5*7
810 R 012 # ab*c*d*e*fg*hk*lm*n*op*rs*tuvw*xy*0*1*234*5*7
811 R 012 # ac*de*fg*hj*k*ln*p*qs*tuvw*xy*0*1*234*5*7
830 R # n ad*fg*hk*lm*n*op*rs*tvw*xy*0*1*235*7
841 N # # abe -
850 R # # a* 8
852 R #012345678 #012 ab*c*d*e*f*g*hi*jk*lm*npqs*tu*x*z*23
856 R #012347 #0128 a*c*d*e*f*g*h*l*m*n*opq*r*s*t*u*v*w*x*y*z*237
857 R * * *
866 R #345 0127 ax*z*2
867 R #345 0127 ax*z*2
868 R #345 0127 ax*z*2
880 R * * *
881 R * * *
882 N # # a*i*w*
883 R #012 # acdquw*x0*1* 8
884 R # # agkqu* -
885 R # # abcdw*x*z*0*1*25 -
886 R 012 # *
887 R # # a2 -
"""
_CODE = re.compile(r"(.)(\*?)")


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
    tag, repeat, first, second, listed, linking = [*line.split(), "68"][:6]
    first_values, second_values = _indicator(first), _indicator(second)
    if listed == "*":
        return tag, Rule(repeat == "R", first_values, second_values, None, frozenset())
    codes = dict(_CODE.findall(listed)) | {code: "*" * (code == "8") for code in linking if code != "-"}
    once = frozenset(code for code, repeats in codes.items() if not repeats)
    return tag, Rule(repeat == "R", first_values, second_values, frozenset(codes), once)


RULES: dict[str, Rule] = dict(_rule(line) for line in _TABLE.strip().splitlines())

NOT_REPEATABLE = frozenset({"001", "003", "005", "008"}) | {tag for tag, rule in RULES.items() if not rule.repeatable}
CONTROL_LENGTHS = {"005": 16, "008": 40}
LEADER_STATUS = frozenset("acdnp")
LEADER_TYPE = frozenset("acdefgijkmoprt")
LEADER_LEVEL = frozenset("abcdims")
DATE_TYPES = frozenset("bcdeikmnpqrstu|")
