"""Migrations: up, down where nothing is lost, and in step with the tables."""
