"""What the security function and the registry see of all departments, and say to them."""
