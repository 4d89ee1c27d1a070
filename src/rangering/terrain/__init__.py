"""The ground as data: which terrain a scenario names, and its heights on a grid around a site."""
