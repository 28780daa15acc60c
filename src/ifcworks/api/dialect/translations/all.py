"""Every translation, by its route."""

from __future__ import annotations

from typing import Any

from ifcworks.api.dialect.translations.base import Translation
from ifcworks.api.dialect.translations.clash import CLASH
from ifcworks.api.dialect.translations.convert import CONVERT
from ifcworks.api.dialect.translations.diff import DIFF
from ifcworks.api.dialect.translations.fast import FAST
from ifcworks.api.dialect.translations.patch import PATCH
from ifcworks.api.dialect.translations.quantities import QUANTITIES
from ifcworks.api.dialect.translations.tables import EXPORT, IMPORT
from ifcworks.api.dialect.translations.tester import TESTER
from ifcworks.api.dialect.translations.to_json import TO_JSON

TRANSLATIONS: dict[str, Translation[Any]] = {
    translation.route: translation
    for translation in (
        *(CONVERT, EXPORT, IMPORT, CLASH, TESTER, DIFF, TO_JSON, QUANTITIES, PATCH, FAST),
    )
}
