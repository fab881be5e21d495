"""What the municipality keeps beside the plans: resources, demands, promises, activities, exercises and actions."""
