"""What people set: monitors of their own, and how loud the built-in ones are."""
