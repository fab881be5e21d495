"""The municipality's analysis: gaps, heat map, weak points, dependency map and the order of priority."""
