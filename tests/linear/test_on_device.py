"""What torch finds on a device, shown on the processor: the same as the compiled loops find."""

import numpy as np
import pytest
import scipy.sparse
import torch

from w2v_core.errors import Cancelled
from w2v_core.linear.krylov import DeviceProducts, Products, by_krylov
from w2v_core.linear.nearest import all_nearest, unit_rows
from w2v_core.linear.nearest_torch import all_nearest_on


def never():
    return False


@pytest.mark.parametrize("cells", [1, 1_000, 1 << 20])
@pytest.mark.parametrize("top", [1, 15, 500])
def test_the_nearest_of_all_rows_are_those_of_the_compiled_search(top, cells):
    matrix = unit_rows(np.random.default_rng(0).standard_normal((257, 33)))
    ids, cosines = all_nearest_on("cpu", matrix, top, cells=cells)
    right_ids, right = all_nearest(matrix, top)
    np.testing.assert_allclose(cosines, right, atol=1e-6)
    apart = np.abs(np.diff(right, axis=1, prepend=2, append=-2)) > 1e-6
    clear = apart[:, :-1] & apart[:, 1:]
    assert clear.mean() > 0.9 and (ids == right_ids)[clear].all()


def test_equal_cosines_come_by_id():
    matrix = unit_rows(np.ones((6, 2)))
    ids, _ = all_nearest_on("cpu", matrix, 5)
    assert ids.tolist() == [[j for j in range(6) if j != i] for i in range(6)]


def test_a_search_on_a_device_can_be_stopped():
    with pytest.raises(Cancelled):
        all_nearest_on("cpu", np.eye(3, dtype=np.float32), 1, lambda: True)


def test_products_and_singular_values_are_those_of_the_processor(monkeypatch):
    rng = np.random.default_rng(3)
    table = scipy.sparse.csr_array(scipy.sparse.random_array((700, 500), density=0.05, rng=rng))
    A, B = Products(table, never), DeviceProducts(table, never, "cpu")
    X = torch.from_numpy(rng.standard_normal((500, 32), np.float32))
    torch.testing.assert_close(A.there(X), B.there(X))
    Y = torch.from_numpy(rng.standard_normal((700, 32), np.float32))
    torch.testing.assert_close(A.back(Y), B.back(Y))
    right = by_krylov(table, 12, 1, never)
    monkeypatch.setattr("w2v_core.linear.krylov.Products", lambda table, stop: B)
    got = by_krylov(table, 12, 1, never)
    for one, other in zip(got, right, strict=True):
        np.testing.assert_allclose(abs(one), abs(other), atol=1e-4)
    with pytest.raises(Cancelled):
        DeviceProducts(table, lambda: True, "cpu").there(X)
