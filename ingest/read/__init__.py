"""The engines that read words and figures in their boxes."""
