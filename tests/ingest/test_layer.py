"""Which text layers are trusted, and the sentence that says why."""

from __future__ import annotations

import pytest

from document.page import Layer
from ingest.file.layer import Evidence, judge

RIGHT = "Đánh giá kết quả Chỉ số cải cách hành chính năm 2023, nhiệm vụ và giải pháp cải thiện"
WRONG = "Panh gia két qua Chi s6 cai cich hanh chinh nim 2023, nhiém vu va giai phap cai thién"


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (Evidence("", 0.0, 1.0), Layer.NONE),
        (Evidence("3", 0.0, 0.9), Layer.NONE),
        (Evidence("Ký bởi: UBND xã\nThời gian ký: 27/02/2024", 0.0, 0.9), Layer.STAMP),
        (Evidence(RIGHT, 0.0, 0.0), Layer.RIGHT),
        (Evidence(RIGHT, 1.0, 1.0), Layer.HIDDEN),
        (Evidence(WRONG, 1.0, 1.0), Layer.WRONG),
        (Evidence(WRONG, 0.0, 0.0), Layer.WRONG),
        (Evidence("1.1.1 2,00 2,00 1,50 0,50 1.1.2 1,00 1,00", 0.0, 0.0), Layer.RIGHT),
        (Evidence(RIGHT + "\ufffd", 0.0, 0.0), Layer.WRONG),
    ],
)
def test_layer(evidence: Evidence, expected: Layer) -> None:
    layer, reason = judge(evidence)
    assert layer is expected
    assert reason
