"""How good recommendations were: held against what users did later, and by what they clicked."""
