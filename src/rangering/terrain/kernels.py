"""Heights between the nodes of a raster: numbers only.

Bilinear between four nodes. NaN marks a void, infinity a place where no tile lies; a void never lends its
neighbours a height, nor they it one. A raster reaches half a cell past its outer nodes, with the edge's
heights held there, so that tiles that abut leave no seam.
"""

import numpy as np

from rangering._jit import compiled

SNAP_CELLS = 1e-6  # rounding of coordinates, a tenth of a millimetre at 100 m cells: a node is met exactly


@compiled
def bilinear(window, row, col):
    """The height at a place between nodes.

    Parameters
    ----------
    window : float32 array, shape (n_rows, n_cols)
        Heights at nodes; NaN: void; +inf: no tile. [m]
    row, col : float
        The place, in nodes from the window's first one.

    Returns
    -------
    float
        Height; NaN where a node with weight is void; +inf outside the tiles. [m]
    """
    near_row, near_col = np.rint(row), np.rint(col)
    if not (0 <= near_row < window.shape[0] and 0 <= near_col < window.shape[1]):
        return np.inf
    if np.isinf(window[int(near_row), int(near_col)]):
        return np.inf
    if abs(row - near_row) < SNAP_CELLS:
        row = near_row
    if abs(col - near_col) < SNAP_CELLS:
        col = near_col
    low_row, low_col = int(np.floor(row)), int(np.floor(col))
    total = 0.0
    weight = 0.0
    for i in range(low_row, low_row + 2):
        row_weight = 1.0 - abs(row - i)
        for j in range(low_col, low_col + 2):
            w = row_weight * (1.0 - abs(col - j))
            if w > 0.0 and 0 <= i < window.shape[0] and 0 <= j < window.shape[1]:
                node = np.float64(window[i, j])
                if not np.isinf(node):
                    total += w * node
                    weight += w
    return total / weight


@compiled
def sample_points(window, rows, cols, offsets_m, heights_m):
    """Heights at many places: each still unknown one is filled where this window knows it.

    Parameters
    ----------
    window : float32 array, shape (n_rows, n_cols)
        See `bilinear`.
    rows, cols, offsets_m : float array, shape (n_points,)
        Places in nodes from the window's first one; what is added to the height. [-, -, m]
    heights_m : float array, shape (n_points,)
        Changed in place: +inf outside, NaN void, else known. [m]
    """
    for p in range(rows.size):
        if not np.isfinite(heights_m[p]):
            height_m = bilinear(window, rows[p], cols[p])
            if not np.isinf(height_m):
                heights_m[p] = height_m + offsets_m[p]


@compiled
def sample_grid(window, map_rows, map_cols, map_offsets_m, smooth, step, heights_m):
    """Heights at the nodes of a grid whose places in the window are known at every `step`-th node.

    Between these the place is interpolated bilinearly, where `smooth` says that this is close enough.

    Parameters
    ----------
    window : float32 array, shape (n_rows, n_cols)
        See `bilinear`.
    map_rows, map_cols, map_offsets_m : float array, shape (n_blocks + 1, n_blocks + 1)
        Place in the window of grid node (i·step, j·step), in nodes; what is added to the height. [-, -, m]
    smooth : bool array, shape (n_blocks, n_blocks)
        Blocks to fill.
    step : int
        Grid nodes per side of a block.
    heights_m : float32 array, shape (n_grid_rows, n_grid_cols)
        Changed in place: +inf outside, NaN void, else known. [m]
    """
    for block_row in range(smooth.shape[0]):
        first_i = block_row * step
        last_i = min(first_i + step, heights_m.shape[0])
        for block_col in range(smooth.shape[1]):
            a = map_rows[block_row : block_row + 2, block_col : block_col + 2]
            b = map_cols[block_row : block_row + 2, block_col : block_col + 2]
            c = map_offsets_m[block_row : block_row + 2, block_col : block_col + 2]
            if (
                not smooth[block_row, block_col]
                or a.max() < -1.0
                or b.max() < -1.0
                or a.min() > window.shape[0]
                or b.min() > window.shape[1]
            ):
                continue
            first_j = block_col * step
            last_j = min(first_j + step, heights_m.shape[1])
            for i in range(first_i, last_i):
                v = (i - first_i) / step
                row_left, row_right = a[0, 0] + v * (a[1, 0] - a[0, 0]), a[0, 1] + v * (a[1, 1] - a[0, 1])
                col_left, col_right = b[0, 0] + v * (b[1, 0] - b[0, 0]), b[0, 1] + v * (b[1, 1] - b[0, 1])
                add_left, add_right = c[0, 0] + v * (c[1, 0] - c[0, 0]), c[0, 1] + v * (c[1, 1] - c[0, 1])
                for j in range(first_j, last_j):
                    if not np.isfinite(heights_m[i, j]):
                        u = (j - first_j) / step
                        height_m = bilinear(
                            window,
                            row_left + u * (row_right - row_left),
                            col_left + u * (col_right - col_left),
                        )
                        if not np.isinf(height_m):
                            heights_m[i, j] = height_m + add_left + u * (add_right - add_left)


@compiled
def block_means(fine, rows_each, cols_each, means):
    """Means over blocks of nodes.

    A block with a void is void. A block that hangs over the edge of the tiles counts where at least half of
    it lies on them: with the half cell that `bilinear` holds past an edge, no ground is lost there.

    Parameters
    ----------
    fine : float32 array, shape (n_rows·rows_each, n_cols·cols_each)
        Heights; NaN: void; +inf: no tile. [m]
    rows_each, cols_each : int
        Size of a block.
    means : float32 array, shape (n_rows, n_cols)
        Filled. [m]
    """
    for block_row in range(means.shape[0]):
        for block_col in range(means.shape[1]):
            total = 0.0
            count = 0
            for i in range(block_row * rows_each, (block_row + 1) * rows_each):
                for j in range(block_col * cols_each, (block_col + 1) * cols_each):
                    node = np.float64(fine[i, j])
                    if not np.isinf(node):
                        total += node
                        count += 1
            if 2 * count >= rows_each * cols_each:
                means[block_row, block_col] = total / count
            else:
                means[block_row, block_col] = np.inf
