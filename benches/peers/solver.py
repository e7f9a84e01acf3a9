"""The estimator alone against scikit-learn's solvers and LIBLINEAR on one synthetic problem.

Every solver is given the same rows and the same objective (L2, C = 1, intercept). Each is run at
falling tolerances until its objective comes within 0.1 % of the best one found; that run's time
counts. The intercept is not penalised here and in scikit-learn's lbfgs, newton-cg and saga; liblinear
penalises it, which the objective printed (always the unpenalised one) shows to be nothing.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import time
import warnings

import numpy as np
import scipy.sparse
import sklearn
from sklearn.linear_model import LogisticRegression

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOLERANCES = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]
WITHIN = 1.001


def problem(n_rows, n_terms, stored, seed=1):
    """Rows like those of text: Zipf-distributed terms, idf weights, length 1."""
    random = np.random.default_rng(seed)
    share = 1 / np.arange(1, n_terms + 1)
    edges = np.cumsum(share / share.sum())
    columns = np.searchsorted(edges, random.random(n_rows * stored)).astype(np.int32).reshape(n_rows, stored)
    columns = np.minimum(columns, n_terms - 1)
    columns.sort(axis=1)
    keep = np.ones(columns.shape, bool)
    keep[:, 1:] = columns[:, 1:] != columns[:, :-1]
    indptr = np.concatenate([[0], np.cumsum(keep.sum(axis=1))]).astype(np.int64)
    indices = columns[keep]
    idf = np.log((1 + n_rows) / (1 + np.bincount(indices, minlength=n_terms))) + 1
    rows = scipy.sparse.csr_matrix((idf[indices].astype(np.float32), indices, indptr), shape=(n_rows, n_terms))
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1)).A1 if hasattr(rows, "A1") else np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data /= np.repeat(lengths, np.diff(indptr)).astype(np.float32)
    truth = random.normal(size=n_terms) * (random.random(n_terms) < 0.1) * 4
    scores = rows @ truth
    answers = scores + random.logistic(size=n_rows) > np.quantile(scores, 0.8)
    return rows, answers


def objective(rows, answers, weights, intercept, cost):
    margins = np.where(answers, 1, -1) * (rows @ weights + intercept)
    return 0.5 * float(weights @ weights) + cost * float(np.logaddexp(0, -margins).sum())


def ours(folder, program):
    for tolerance in TOLERANCES:
        out = subprocess.run([*program, str(folder), str(tolerance)], check=True, capture_output=True, text=True)
        found = json.loads(out.stdout.strip().splitlines()[-1])
        yield found["seconds"], found["objective"], f"{tolerance:g}"


def of_scikit_learn(rows, answers, solver, cost):
    for tolerance in TOLERANCES:
        model = LogisticRegression(C=cost, solver=solver, tol=tolerance, max_iter=2000)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            start = time.perf_counter()
            model.fit(rows, answers)
            seconds = time.perf_counter() - start
        yield seconds, objective(rows, answers, model.coef_.ravel(), model.intercept_[0], cost), f"{tolerance:g}"


def of_liblinear(rows, answers, cost, solver):
    from liblinear.liblinear import parameter, problem as Problem
    from liblinear.liblinearutil import train

    data = Problem(np.where(answers, 1.0, -1.0), rows, bias=1)
    for tolerance in TOLERANCES:
        chosen = parameter(f"-s {solver} -c {cost} -e {tolerance} -B 1 -q")
        start = time.perf_counter()
        model = train(data, chosen)
        seconds = time.perf_counter() - start
        weights, bias = model.get_decfun()
        yield seconds, objective(rows, answers, np.array(weights), bias, cost), f"{tolerance:g}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=17_000)
    parser.add_argument("--terms", type=int, default=60_000)
    parser.add_argument("--stored", type=int, default=80, help="terms a row before repeats are joined")
    parser.add_argument("--cost", type=float, default=1.0)
    parser.add_argument("--only", default="", help="names of peers, parted by commas; all where missing")
    parser.add_argument("--longest", type=float, default=900, help="seconds after which a peer is given up")
    chosen = parser.parse_args()
    rows, answers = problem(chosen.rows, chosen.terms, chosen.stored)
    doubles = scipy.sparse.csr_matrix((rows.data.astype(np.float64), rows.indices.astype(np.int32), rows.indptr.astype(np.int32)), shape=rows.shape)
    print(f"{chosen.rows} x {chosen.terms}, {rows.nnz} stored, C = {chosen.cost}, scikit-learn {sklearn.__version__}")
    subprocess.run(["cargo", "build", "--profile", "bench", "--bench", "solver"], check=True, cwd=ROOT, capture_output=True)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        rows.indptr.astype("<u8").tofile(folder / "offsets")
        rows.indices.astype("<u4").tofile(folder / "columns")
        rows.data.astype("<f4").tofile(folder / "values")
        answers.astype("u1").tofile(folder / "answers")
        (folder / "problem.json").write_text(json.dumps({"n_terms": chosen.terms, "cost": chosen.cost}))
        program = ["cargo", "bench", "-q", "--bench", "solver", "--manifest-path", str(ROOT / "Cargo.toml"), "--"]
        runs = {"onrecord": ours(folder, program)}
        for solver in ("liblinear", "lbfgs", "newton-cg", "saga"):
            runs[f"scikit-learn {solver}"] = of_scikit_learn(doubles, answers, solver, chosen.cost)
        try:
            import liblinear  # noqa: F401

            runs["LIBLINEAR primal"] = of_liblinear(doubles, answers, chosen.cost, 0)
            runs["LIBLINEAR dual"] = of_liblinear(doubles, answers, chosen.cost, 7)
        except ImportError:
            print("LIBLINEAR is not installed: pip install liblinear-official")
        if chosen.only:
            wanted = ["onrecord", *chosen.only.split(",")]
            runs = {name: run for name, run in runs.items() if any(want in name for want in wanted)}
        best, chosen_runs = np.inf, {}
        kept = {}
        for name, run in runs.items():
            kept[name] = []
            spent = 0.0
            for result in run:
                kept[name].append(result)
                spent += result[0]
                best = min(best, result[1])
                # Two runs in a row that agree: a smaller tolerance only takes longer.
                settled = len(kept[name]) > 1 and abs(kept[name][-2][1] / result[1] - 1) < 1e-4
                if settled or spent > chosen.longest:
                    break
        for name, results in kept.items():
            near = [result for result in results if result[1] <= best * WITHIN]
            chosen_runs[name] = min(near) if near else None
    first = chosen_runs["onrecord"]
    print("| solver | seconds | objective | tolerance | times ours |\n| --- | --- | --- | --- | --- |")
    for name, result in chosen_runs.items():
        if result is None:
            last = kept[name][-1]
            print(f"| {name} | over {sum(r[0] for r in kept[name]):.1f} | {last[1]:.3f} | not within 0.1 % | |")
        else:
            print(f"| {name} | {result[0]:.3f} | {result[1]:.3f} | {result[2]} | {result[0] / first[0]:.2f} |")


if __name__ == "__main__":
    main()
