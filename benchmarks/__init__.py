"""What ifcworks costs, measured side by side with plain ifcopenshell in the same run."""
