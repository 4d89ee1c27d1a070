"""Would a forecast of the day have been right: milestones forecast from other programmes, and scored.

Each milestone is forecast as on the day on which its plan, or its contract, became public: from what was
public then, and from the other programmes alone. Then it is held against what came. Limits: few programmes,
most of them of few suppliers; which milestones are looked at at all is known from later. A score says how
forecasts of this kind did here, not how good the next one is.
"""
