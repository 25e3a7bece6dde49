function ConvertTo-ExoErrorReport {
    <#
    .SYNOPSIS
        Says of an error record what the runner needs to tell a person what to do.
    .PARAMETER ErrorRecord
        What was caught.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [System.Management.Automation.ErrorRecord] $ErrorRecord
    )
    $inner = @()
    $causes = @()
    $exception = $ErrorRecord.Exception
    while ($null -ne $exception -and $causes.Count -lt 8) {
        if ($causes.Count -gt 0) { $inner += [string] $exception.Message }
        $causes += ConvertTo-ExoErrorCause -Exception $exception
        $exception = $exception.InnerException
    }
    $advice = ''
    if ($null -ne $ErrorRecord.ErrorDetails) { $advice = [string] $ErrorRecord.ErrorDetails.RecommendedAction }
    $errorId = [string] $ErrorRecord.FullyQualifiedErrorId
    $code = $null
    if ($errorId -match '^Exo:(?<code>[a-z0-9-]+)') { $code = $Matches['code'] }
    $position = ''
    if ($null -ne $ErrorRecord.InvocationInfo) {
        $position = ([string] $ErrorRecord.InvocationInfo.PositionMessage -split "`n")[0].Trim()
    }
    [pscustomobject] @{
        code      = $code
        message   = [string] $ErrorRecord.Exception.Message
        inner     = @($inner)
        exception = $ErrorRecord.Exception.GetType().FullName
        errorId   = $errorId
        position  = $position
        stack     = [string] $ErrorRecord.ScriptStackTrace
        advice    = $advice
        target    = [string] $ErrorRecord.CategoryInfo.TargetName
        causes    = @($causes)
    }
}
