"""The official client library for Python against `apivet mcp`.

    APIVET=target/debug/apivet python editors/tests/agent.py
"""

import asyncio
import os
import pathlib

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

ROOT = pathlib.Path(__file__).resolve().parents[2]
APIVET = str(pathlib.Path(os.environ.get("APIVET", "apivet")).resolve())


async def main():
    server = StdioServerParameters(command=APIVET, args=["mcp"], cwd=ROOT)
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        tools = (await session.list_tools()).tools
        names = [tool.name for tool in tools]
        assert names == ["lint", "diff", "audit", "inventory", "explain", "rules"], names
        print(f"ok: tools {', '.join(names)}")
        found = await session.call_tool("lint", {"paths": ["fixtures/shop"], "limit": 3})
        assert "server-https" in found.content[0].text
        print("ok: lint")
        changed = await session.call_tool("diff", {"base": "examples/orders/before.yaml", "revision": "examples/orders/after.yaml"})
        assert "request-property-became-required" in changed.content[0].text
        print("ok: diff")
        outside = await session.call_tool("lint", {"paths": ["/etc/passwd"]})
        assert "is outside of" in outside.content[0].text
        print("ok: nothing outside")


asyncio.run(main())
