"""Golden values of the indicators, by TA-Lib, numpy and pandas instead of by our code. Rewrites indicators.json:

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install TA-Lib==0.8.2 numpy==2.4.6 pandas==3.1.1
    /tmp/golden/bin/python tests/golden/indicators.py
"""

import json
import pathlib

import numpy as np
import pandas as pd
import talib

BARS = 130
WINDOW_RETURNS = 60

rng = np.random.default_rng(7)


def bars(drift, noise):
    """Invented daily bars: prices of four places, whole shares."""
    steps = drift + 0.012 * noise + 0.008 * rng.standard_normal(BARS)
    close = np.round(80 * np.exp(np.cumsum(steps)), 4)
    spread = np.abs(rng.standard_normal(BARS)) * 0.01
    first = np.round(close * (1 + 0.004 * rng.standard_normal(BARS)), 4)
    high = np.round(np.maximum(close, first) * (1 + spread), 4)
    low = np.round(np.minimum(close, first) * (1 - spread), 4)
    volume = rng.integers(200_000, 3_000_000, BARS).astype(float)
    return first, high, low, close, volume


def log_returns(close, count):
    return np.diff(np.log(close[-(count + 1):]))


def ema(prices, span):
    return pd.Series(prices).ewm(span=span, adjust=False).mean().to_numpy()


def volume_profile(high, low, close, volume):
    """numpy's histogram weighted by volume; the value area grown as volume-profile.ts says."""
    typical = ((high + low + close) / 3)[-60:]
    counts, edges = np.histogram(typical, bins=12, weights=volume[-60:])
    start = end = int(np.argmax(counts))
    while counts[start:end + 1].sum() < 0.7 * counts.sum():
        below = counts[start - 1] if start > 0 else -1
        above = counts[end + 1] if end < 11 else -1
        start, end = (start - 1, end) if below >= above else (start, end + 1)
    control = int(np.argmax(counts))
    return (edges[control] + edges[control + 1]) / 2, edges[start], edges[end + 1]


def values(high, low, close, volume):
    last = close[-1]
    # Exponential averages begin with the first price, as pandas' do; TA-Lib's begin with a simple average.
    ema20 = ema(close, 20)[-1]
    lines = (ema(close, 12) - ema(close, 26))[25:]
    macd, signal = lines[-1], ema(lines, 9)[-1]
    control, area_low, area_high = volume_profile(high, low, close, volume)
    return {
        "return1": last / close[-2] - 1,
        "return5": last / close[-6] - 1,
        "return20": last / close[-21] - 1,
        "return60": last / close[-61] - 1,
        "volatility20": np.std(log_returns(close, 20), ddof=1) * np.sqrt(252),
        "rsi14": talib.RSI(close, 14)[-1],
        "priceToSma20": last / talib.SMA(close, 20)[-1] - 1,
        "priceToSma50": last / talib.SMA(close, 50)[-1] - 1,
        "priceToEma20": last / ema20 - 1,
        "zScore20": (last - talib.SMA(close, 20)[-1]) / talib.STDDEV(close, 20, 1)[-1],
        "atr14": talib.ATR(high, low, close, 14)[-1] / last,
        "macd": macd / last,
        "macdSignal": signal / last,
        "macdHistogram": (macd - signal) / last,
        "priceToPointOfControl": last / control - 1,
        "placeInValueArea": (last - area_low) / (area_high - area_low),
    }


def main():
    common = rng.standard_normal(BARS)
    symbols = {name: bars(drift, weight * common) for name, drift, weight in (
        ("AAA", 0.001, 1.0), ("BBB", -0.0005, 0.7), ("CCC", 0.0, -0.4))}
    returns = {name: log_returns(data[3], WINDOW_RETURNS) for name, data in symbols.items()}
    golden = {"made by": f"TA-Lib {talib.__version__}, numpy {np.__version__}, pandas {pd.__version__}", "symbols": {}}
    for name, (first, high, low, close, volume) in symbols.items():
        others = [other for other in symbols if other != name]
        mean = np.mean([returns[other] for other in others], axis=0)
        pairs = {other: float(np.corrcoef(returns[name], returns[other])[0, 1]) for other in others}
        alike = max(pairs, key=pairs.get)
        golden["symbols"][name] = {
            "bars": [[float(value) for value in row] for row in zip(first, high, low, close, volume)],
            "values": {key: float(value) for key, value in values(high, low, close, volume).items()},
            "correlationToUniverse": float(np.corrcoef(returns[name], mean)[0, 1]),
            "mostAlike": {"symbol": alike, "correlation": pairs[alike]},
        }
    # Diluted earnings a share of the first three quarters of six years, the newest last.
    eps = [0.52, 0.6, 0.55, 0.61, 0.66, 0.7, 0.58, 0.75, 0.69, 0.72, 0.81, 0.74, 0.86, 0.83, 0.9, 0.99, 0.97, 1.2]
    changes = np.array([now - then for now, then in zip(eps[3:], eps)])
    golden["earnings"] = {"eps": eps, "surprise": float(changes[-1] / np.std(changes[:-1], ddof=1))}
    path = pathlib.Path(__file__).with_suffix(".json")
    text = json.dumps(golden, separators=(",", ":"))
    path.write_text(text.replace('],[', '],\n[').replace('},"', '},\n"') + "\n")


main()
