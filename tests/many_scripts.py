"""A short story in Arabic, Hebrew and Korean, made up: what is written from right to left beside dates and figures.

Nobody in it exists and nothing in it happened. Prints what stands.
"""

from timeline import ClaimAdded, ClaimsRelated, Correction, OriginsLinked, Retraction, Source, Timeline, Verdict

MARYAM = Source("مريم", name="مريم الحداد، المتحدثة باسم وزارة الموانئ والنقل البحري في الجمهورية", party="الحكومة")
KARIM = Source("karim", name="كريم", party="المعارضة")
DANA = Source("dana", name="דנה לוי, דוברת הנמל", party="נמל")
KIM = Source("kim", name="김민서 해양수산부 대변인 겸 항만 안전 정책 조정 위원회 부위원장", party="한국")
DESK = "مكتب التحقق 7"


def tell() -> Timeline:
    """Return the story."""
    shut = {"claim": "الميناء-مغلق", "lang": "ar"}
    first = KARIM.affirms(**shut, said="2024-05-02", quantity="حوالي 1500 عامل", quote="الميناء مغلق منذ الفجر.")
    accident = {"claim": "사고", "said": "2024-05-02T09:30:00+09:00", "quote": "사고가 있었습니다.", "lang": "ko"}
    wrong = KIM.affirms(**accident, quantity="약 30명")
    return Timeline().append(
        MARYAM, KARIM, DANA, KIM,
        ClaimAdded(claim="الميناء-مغلق", text="الميناء مغلق أمام السفن في 3 أرصفة"),
        ClaimAdded(claim="사고", text="항만에서 사고가 있었다"),
        ClaimAdded(claim="reopened", text="The harbour is open again (النمل)", future=True, due="2024-05-09"),
        first,
        wrong,
        MARYAM.denies(**shut, said="2024-05-03", up_to="2024-05-03", quote="هذا غير صحيح.", via=("وكالة", "صحيفة")),
        DANA.affirms("الميناء-مغلق", said="2024-05-03", quantity="2,000 עובדים", quote="הנמל סגור.", lang="he", basis="مريم"),
        KIM.cannot_confirm("الميناء-مغلق", said="2024-05-03", quote="확인할 수 없습니다.", lang="ko"),
        MARYAM.queries("사고", said="2024-05-04", quote="ننتظر التقرير.", lang="ar"),
        KARIM.affirms("reopened", said="2024-05-04/2024-05-06", quote="سيفتح قريبا.", lang="ar"),
        Correction(
            of=wrong.id,
            report=KIM.affirms(**accident, quantity="약 13명"),
            said="2024-05-04",
            by=DESK,
            note="الرقم 13 لا 30",
        ),
        KARIM.affirms("사고", said="2024-05-05", quantity="13 شخصا", lang="ar"),
        Retraction(source="karim", of=first.id, said="2024-05-05", quote="أسحب ما قلته."),
        Verdict(claim="사고", finding="confirmed", by=DESK, basis="3 شهود و 2 وثائق", said="2024-05-06"),
        ClaimsRelated(claim="reopened", other="الميناء-مغلق", relation="excludes"),
        OriginsLinked(origins=("مريم", "dana")),
    )  # fmt: skip


if __name__ == "__main__":
    print(tell().replay())
