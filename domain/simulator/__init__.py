"""A Twilio-compatible carrier with a phone on the screen, for demos, pilots and tests."""

from domain.simulator.app_numbers import AppNumber
from domain.simulator.controls import Controls, NetworkTiming
from domain.simulator.media import Medium
from domain.simulator.message import PastText
from domain.simulator.simulator import Simulator

__all__ = ["AppNumber", "Controls", "Medium", "NetworkTiming", "PastText", "Simulator"]
