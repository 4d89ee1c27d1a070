"""Who gets what at least cost: the linear assignment problem, rectangular, with forbidden pairs.

Every row takes one column, or none at a stated cost; a column goes to one row. Exact: each row in turn is
placed along a shortest augmenting path under dual prices, so the optimum holds after every row. Ties fall the
same way on every machine: rows are placed in their order and equal columns are tried lowest first.
Time grows as rows² · columns.
Source: Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment
problems", Computing 38 (1987) 325-340; the private column that lets a row stay out is ours.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering._jit import compiled


class AssignmentWork(NamedTuple):
    """Room for one call, reused."""

    row_price: NDArray[np.float64]  # (rows,)
    column_price: NDArray[np.float64]  # (columns,)
    reach: NDArray[np.float64]  # length of the shortest path to a column (columns,)
    before: NDArray[np.int64]  # row from which that path comes (columns,)
    holder: NDArray[np.int64]  # row that holds a column, -1 none (columns,)
    settled: NDArray[np.bool_]  # (columns,)


def new_assignment_work(rows: int, columns: int) -> AssignmentWork:
    """Room for tables of up to so many rows and columns."""
    return AssignmentWork(
        np.empty(rows),
        np.empty(columns),
        np.empty(columns),
        np.empty(columns, np.int64),
        np.empty(columns, np.int64),
        np.empty(columns, np.bool_),
    )


@compiled
def assign(cost, rows, columns, cost_of_none, row_column, work):
    """Give rows columns so that the sum of all costs, of rows left out too, is least.

    Parameters
    ----------
    cost : float array, shape (at least rows, at least columns)
        Cost of each pair, of any sign; inf where it is forbidden.
    rows, columns : int
        How much of the table counts.
    cost_of_none : float
        Cost of a row that takes no column, finite; above the sum of all the costs' sizes, as many rows
        as can be are served.
    row_column : int array, shape (at least rows,)
        Written: the column each row takes, -1 none.
    work : AssignmentWork
        Room, overwritten.

    Returns
    -------
    float
        The least sum.
    """
    row_price, column_price, reach = work.row_price, work.column_price, work.reach
    before, holder, settled = work.before, work.holder, work.settled
    for column in range(columns):
        column_price[column] = 0.0
        holder[column] = -1
    for row in range(rows):
        row_column[row] = -1
        row_price[row] = 0.0
    for new_row in range(rows):
        for column in range(columns):
            reach[column] = np.inf
            settled[column] = False
        row, end = new_row, -1
        length = 0.0
        out_length, out_row = np.inf, -1  # the cheapest way in which some row stays out
        while True:
            leaving = length + cost_of_none - row_price[row]
            if leaving < out_length:
                out_length, out_row = leaving, row
            nearest, nearest_length = -1, np.inf
            for column in range(columns):
                if settled[column]:
                    continue
                through = length + cost[row, column] - row_price[row] - column_price[column]
                if through < reach[column]:
                    reach[column] = through
                    before[column] = row
                if reach[column] < nearest_length:
                    nearest, nearest_length = column, reach[column]
            if nearest < 0 or out_length < nearest_length:
                length = out_length
                break
            length = nearest_length
            settled[nearest] = True
            if holder[nearest] < 0:
                end = nearest
                break
            row = holder[nearest]
        row_price[new_row] += length
        for column in range(columns):
            if settled[column] and column != end:
                row_price[holder[column]] += length - reach[column]
                column_price[column] -= length - reach[column]
        if end < 0:
            end = row_column[out_row]  # the row that stays out hands its column back along the path
            row_column[out_row] = -1
        while end >= 0:
            row = before[end]
            holder[end] = row
            end, row_column[row] = row_column[row], end
    total = 0.0
    for row in range(rows):
        total += cost_of_none if row_column[row] < 0 else cost[row, row_column[row]]
    return total
