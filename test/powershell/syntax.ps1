# Parse errors and syntax that Windows PowerShell 5.1 lacks, as a JSON list.
param([string] $Folder)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$newTokens = @('QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'AndAnd', 'OrOr')
$newNodes = @('TernaryExpressionAst')
$findings = @()
foreach ($file in Get-ChildItem -Path $Folder -Recurse -File | Where-Object { $_.Extension -in @('.ps1', '.psm1', '.psd1') }) {
    $tokens = $null
    $problems = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref] $tokens, [ref] $problems)
    foreach ($problem in @($problems)) { $findings += "$($file.Name):$($problem.Extent.StartLineNumber) $($problem.Message)" }
    foreach ($token in $tokens) {
        if ($newTokens -contains [string] $token.Kind) { $findings += "$($file.Name):$($token.Extent.StartLineNumber) $($token.Text)" }
    }
    foreach ($node in $ast.FindAll({ $true }, $true)) {
        if ($newNodes -contains $node.GetType().Name) { $findings += "$($file.Name):$($node.Extent.StartLineNumber) $($node.Extent.Text)" }
    }
}
[Console]::Out.WriteLine((ConvertTo-Json -InputObject @($findings) -Compress))
