"""What is paid, lent and kept at home in one reading, tied to the activities whose ends it waits for."""

from collections.abc import Sequence

import numpy as np

from rangering.programme import priced
from rangering.programme.columns import floats, ints
from rangering.programme.delivery import Lot
from rangering.programme.gathered import Worth
from rangering.programme.models import Programme
from rangering.programme.network import Network
from rangering.programme.plan import NONE
from rangering.programme.terms import EFFECTIVE


def priced_of(programme: Programme, worth: Worth, network: Network) -> priced.Priced:
    """The money of one reading of a programme whose network is built."""
    contract, steps = programme.contract, network.steps
    price = worth.si(contract.price)
    opened = np.array([steps[each.name] for each in programme.options], dtype=np.int64)
    prices = floats([worth.si(each.price) for each in programme.options])
    lots = _lot_values(programme, worth, network, price)
    upkeep = programme.upkeep
    return priced.Priced(
        price=price,
        option_prices=prices,
        option_activity=opened,
        payments=_payments(programme, worth, network, price, lots),
        credit=_credit(programme, worth, network, price),
        lots=lots,
        lines=_line_money(programme, worth, network),
        shocks=priced.ShockMoney(
            whole=floats([worth.si(each.cost) for each in programme.shocks]),
            per_year=floats([worth.per_year(each.cost_per_year) for each in programme.shocks]),
            over_d=floats([worth.days(each.cost_over) for each in programme.shocks]),
        ),
        upkeep_per_unit_year=worth.per_year(upkeep.cost_per_fire_unit) if upkeep else 0.0,
        upkeep_supplier_share=worth.si(upkeep.supplier_share) if upkeep else 0.0,
        discount_per_year=worth.per_year(contract.discount_rate),
    )


def _payments(
    programme: Programme, worth: Worth, network: Network, price: float, lots: priced.LotValues
) -> priced.Payments:
    """The contract's instalments as stated; an option's price with its lots."""
    rows = [
        (worth.si(each.share) * price, network.steps[each.due], worth.days(each.after))
        for each in programme.contract.instalments
    ]
    rows += [
        (float(value), int(activity), 0.0)
        for lot, value, activity in zip(programme.lots, lots.value, lots.activity, strict=True)
        if lot.option is not None
    ]
    amount, activity, wait = zip(*rows, strict=True) if rows else ((), (), ())
    return priced.Payments(floats(amount), ints(activity), floats(wait))


def _credit(programme: Programme, worth: Worth, network: Network, price: float) -> priced.Credit:
    stated = programme.contract.credit
    if stated is None:
        return priced.Credit(0.0, 0.0, 0.0, 0.0, True, 1, ints(()), floats(()))
    drawn, shares = [network.steps[EFFECTIVE]], [1.0]
    lots = [lot for lot in programme.lots if lot.option is None and lot.made != "in hand"]
    if stated.drawn == "lots" and lots:
        drawn = [network.steps[lot.name] for lot in lots]
        parts = _parts(lots, worth)
        shares = [each / sum(parts) for each in parts]
    return priced.Credit(
        amount=worth.si(stated.share) * price,
        rate_per_year=worth.per_year(stated.rate),
        tenor_d=worth.days(stated.tenor),
        grace_d=worth.days(stated.grace),
        is_annuity=stated.mode == "annuity",
        payments_per_year=stated.payments_per_year,
        draw_activity=ints(drawn),
        draw_share=floats(shares),
    )


def _parts(lots: Sequence[Lot], worth: Worth) -> list[float]:
    """Shares of a contract as stated; what they leave goes by fire units, evenly where lots bring none."""
    stated = [worth.si(lot.price_share) for lot in lots]
    left = max(1.0 - sum(stated), 0.0)
    others = [lot for lot in lots if lot.price_share is None]
    whole = sum(lot.fire_units for lot in others)
    return [
        share if lot.price_share is not None
        else left * (lot.fire_units / whole if whole else 1.0 / len(others))
        for lot, share in zip(lots, stated, strict=True)
    ]  # fmt: skip


def _lot_values(programme: Programme, worth: Worth, network: Network, price: float) -> priced.LotValues:
    lines = {licence.name: line for line, licence in enumerate(programme.licences)}
    value = np.zeros(len(programme.lots))
    prices = {None: price} | {each.name: worth.si(each.price) for each in programme.options}
    for option, whole in prices.items():
        mine = [n for n, lot in enumerate(programme.lots) if lot.option == option and lot.made != "in hand"]
        value[mine] = np.array(_parts([programme.lots[n] for n in mine], worth)) * whole
    return priced.LotValues(
        activity=ints([network.steps[lot.name] for lot in programme.lots]),
        value=value,
        line=ints([lines.get(lot.licence or "", NONE) for lot in programme.lots]),
        made_at_home=ints([int(lot.made == "local") for lot in programme.lots]),
    )


def _line_money(programme: Programme, worth: Worth, network: Network) -> priced.LineMoney:
    stated = programme.licences
    opened = [network.steps[each.name] for each in stated]
    return priced.LineMoney(
        transfer_activity=ints([index - 1 for index in opened]),  # a set-up is added right after its transfer
        open_activity=ints(opened),
        investment=floats([worth.si(each.investment) for each in stated]),
        royalty=floats([worth.si(each.royalty) for each in stated]),
        premium=floats([worth.si(each.premium) for each in stated]),
        unit_cost=floats([worth.si(each.unit_cost) for each in stated]),
        unit_cost_at=floats([max(worth.si(each.unit_cost_at, 1.0), 1.0) for each in stated]),
        learning=floats([worth.si(each.learning, 1.0) for each in stated]),
        local_share_start=floats([worth.si(each.local_share_start) for each in stated]),
        local_share_per_year=floats([worth.per_year(each.local_share_per_year) for each in stated]),
        local_share_most=floats([worth.si(each.local_share_most, 1.0) for each in stated]),
    )
