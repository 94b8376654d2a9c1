"""Golden values of domain/performance, by Python's own statistics:
python3 tests/golden/performance.py > tests/golden/performance.json
"""

import itertools
import json
import math
import operator
import random
import statistics

dice = random.Random(7)
cases = []
for name, days in (("a month", 21), ("a year", 252), ("two days", 2)):
    returns = [round(dice.gauss(0.0005, 0.012), 6) for _ in range(days)]
    worth = list(itertools.accumulate([1.0] + [1 + r for r in returns], operator.mul))
    peaks = list(itertools.accumulate(worth, max))
    downside = math.sqrt(statistics.fmean([min(r, 0) ** 2 for r in returns]))
    cases.append(
        {
            "name": name,
            "returns": returns,
            "totalReturn": worth[-1] - 1,
            "sharpe": statistics.fmean(returns) / statistics.stdev(returns) * math.sqrt(252),
            "sortino": None if downside == 0 else statistics.fmean(returns) / downside * math.sqrt(252),
            "maxDrawdown": min(w / p - 1 for w, p in zip(worth, peaks)),
        }
    )
print(json.dumps(cases, indent=1))
