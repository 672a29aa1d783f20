"""Puts services, gateways and storage together. The one room that knows them all."""

from domain.wiring.app import App

__all__ = ["App"]
