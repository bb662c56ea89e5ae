"""What an administrator does with a user."""

from typing import Any

import httpx
from auth_service import AuthService


async def act(
    service: AuthService, user: dict[str, Any], what: str, by: str | None = None, **more: Any
) -> httpx.Response:
    method, path = {
        "role": ("PUT", "/role"),
        "deactivate": ("POST", "/deactivate"),
        "activate": ("POST", "/activate"),
        "erase": ("DELETE", ""),
    }[what]
    token = by or await service.admin_token()
    return await service.call(method, f"/users/{user['id']}{path}", token, **more)
