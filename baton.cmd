@echo off
rem Baton on Windows: the same words as ./baton, which explains them. The set-up is in scripts\setup.mjs, the tests in scripts\test.mjs.
setlocal
set "root=%~dp0"
set "word=%~1"
if "%word%"=="" goto help
if "%word%"=="help" goto help
if "%word%"=="-h" goto help
if "%word%"=="--help" goto help
for %%w in (run test bench check mcp sandbox setup-link topics fx postgres) do if "%word%"=="%%w" goto known
call :text 1>&2
echo Baton does not know the word '%word%'. 1>&2
exit /b 2

:known
where node >nul 2>nul || (echo Baton needs Node 20.19 or newer and found none. See https://nodejs.org/ or: winget install OpenJS.NodeJS.LTS 1>&2 & exit /b 1)
where dotnet >nul 2>nul || (echo Baton needs the .NET 10 SDK and found none. See https://dotnet.microsoft.com/download or: winget install Microsoft.DotNet.SDK.10 1>&2 & exit /b 1)

if "%word%"=="test" goto test
node "%root%scripts\setup.mjs" %word% 1>&2 || exit /b 1

if not defined BATON_DATA set "BATON_DATA=%root%.baton"
if not defined BATON_WEB set "BATON_WEB=%root%web"
if "%word%"=="run" if not defined BATON_DEMO set "BATON_DEMO=true"
dotnet "%root%artifacts\bin\Baton\release\Baton.dll" %*
exit /b %errorlevel%

:test
for /f "tokens=1,* delims= " %%a in ("%*") do set "names=%%b"
node "%root%scripts\test.mjs" %names%
exit /b %errorlevel%

:help
call :text
exit /b 0

:text
echo Baton, a contact centre for Dynamics 365.
echo.
echo   baton run              set up what is missing, then serve on http://127.0.0.1:5080
echo   baton test [NAME...]   run all tests, or the suites whose names contain NAME
echo   baton bench [NAME]     measure, beside limits measured with it (bench/README.md)
echo   baton check [--json]   ask the database, Dynamics, models, Teams and secrets how they are
echo   baton mcp              the tools over MCP for a local client (BATON_URL, BATON_KEY)
echo   baton setup-link       print the link again that makes the first administrator
echo   baton sandbox          run the stand-ins for Dynamics and its neighbours alone
echo   baton topics check^|run^|import^|export^|graph ...   topics without a server; baton topics help says how
echo   baton fx [--batch]     evaluate Power Fx formulas
echo   baton help             this page
echo.
echo Settings are environment variables: BATON_URLS, BATON_DATA, BATON_DEMO, ConnectionStrings__Baton
echo and others. See docs/guides/operating.md.
exit /b 0
